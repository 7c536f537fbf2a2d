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
            if isinstance(field.widget, forms.Select):
                field.widget.choices = [(value, label if value else field.label) for value, label in field.choices]
            else:
                field.widget.attrs.setdefault("placeholder", field.label)

    @property
    def is_narrowed(self):
        return any(value for name, value in self.data.items() if name in self.filters)

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
