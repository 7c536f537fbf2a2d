"""Filter bars: GET forms, so a link reproduces the page."""

import django_filters
from django import forms

KEEP = ("per_page", "sort", "tab", "hide", "node")


class FilterSet(django_filters.FilterSet):
    """Base of every filter bar. Labels become placeholders or the empty choice's words, as the bar has no room for labels."""

    @property
    def form(self):
        is_new = not hasattr(self, "_form")
        form = super().form
        if is_new:
            form.auto_id = "filter_%s"  # a dialog over the list has fields of the same names
            self.label_inside(form)
        return form

    def label_inside(self, form):
        for field in form.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = field.label  # its rows are read when it is drawn, not before
            elif isinstance(field.widget, forms.Select):
                field.widget.choices = [(value, label if value else field.label) for value, label in field.choices]
            else:
                field.widget.attrs.setdefault("placeholder", field.label)

    def all_but(self, name):
        """The rows as every filter but this one leaves them."""
        rows = self.queryset.all()
        for each, value in self.form.cleaned_data.items() if self.is_valid() else ():
            rows = rows if each == name else self.filters[each].filter(rows, value)
        return rows

    @property
    def narrowed(self):
        """The names of the filters that are set."""
        return [name for name, value in self.data.items() if value and name in self.filters]

    @property
    def is_narrowed(self):
        return bool(self.narrowed)

    @property
    def kept(self):
        """What else in the address must survive a new search."""
        return [(name, self.data[name]) for name in KEEP if name in self.data]


class SearchFilter(django_filters.CharFilter):
    """A text box whose text is handed to a queryset method, by default `matching`."""

    def __init__(self, *, label, method="matching", **kwargs):
        super().__init__(label=label, widget=forms.TextInput(attrs={"type": "search"}), **kwargs)
        self.queryset_method = method

    def filter(self, qs, value):
        return getattr(qs, self.queryset_method)(value.strip()) if value else qs
