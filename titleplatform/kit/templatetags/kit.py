"""Tags of the design language; built into every template."""

from urllib.parse import urlencode

from django import template
from django.forms import PasswordInput
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from titleplatform.kit.icons import ICONS

register = template.Library()

WIDE = ("Textarea", "FileInput", "ClearableFileInput", "UploadInput", "CheckboxSelectMultiple")
CLASSES = {"Select": "select", "SelectMultiple": "select", "Textarea": "textarea"}
DASHES = "---------"  # what Django calls "nothing chosen"
UNCLASSED = ("CheckboxInput", "RadioSelect", "CheckboxSelectMultiple", "HiddenInput")


@register.simple_tag
def icon(name):
    """An icon of the design language, drawn by attributes only."""
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', mark_safe(ICONS[name]))  # noqa: S308


@register.inclusion_tag("components/buttons.html")
def buttons(these):
    """Buttons beside each other, the primary first; each reason why some are closed stands once."""
    these, first = sorted(these, key=lambda each: each.style != "primary"), {}
    for each in these:
        if each.reason:
            first.setdefault(each.reason, (each.why_id, []))[1].append(each.label)
    row = [(each, first[each.reason][0] if each.reason else "") for each in these]
    return {"row": row, "closed": [(why_id, labels, reason) for reason, (why_id, labels) in first.items()]}


@register.simple_tag
def control(bound):
    """The widget of a form field with the design's class."""
    kind = type(bound.field.widget).__name__
    bound.field.widget.attrs.pop("maxlength", None)  # the browser would cut what is too long: the field says so instead
    if kind == "Select":
        bound.field.widget.choices = [
            (value, "请选择" if label == DASHES else label) for value, label in bound.field.widget.choices
        ]
    if kind in UNCLASSED:
        return bound.as_widget()
    own = bound.field.widget.attrs.get("class", "")
    return bound.as_widget(attrs={"class": f"{CLASSES.get(kind, 'input')} {own}".strip()})


@register.filter
def is_wide(bound):
    """Does the field take the whole width of the form grid?"""
    return type(bound.field.widget).__name__ in WIDE or "data-wide" in bound.field.widget.attrs


@register.filter
def is_group(bound):
    """Radio buttons and ticks need a fieldset with a legend instead of a label."""
    return type(bound.field.widget).__name__ in ("RadioSelect", "CheckboxSelectMultiple")


@register.filter
def keeps_typed(form):
    """Does the form, shown again, still have anything that was typed? Passwords never come back."""
    fields = [each for each in form.visible_fields() if not isinstance(each.field.widget, PasswordInput)]
    return any(each.value() for each in fields)


@register.filter
def lost_files(form):
    """Are there files that must be chosen again? Those that are held (`kit.held`) and those that are wrong say so at their field."""
    sent = [form.fields[name] for name in getattr(form, "files", ()) if name in form.fields]
    return any(not getattr(field, "rule", None) or not field.rule.is_held for field in sent)


@register.filter
def most_letters(bound):
    """How long a text may be, where there is so much room that it is worth saying."""
    return bound.field.max_length if type(bound.field.widget).__name__ == "Textarea" else None


@register.filter
def is_tick(bound):
    return type(bound.field.widget).__name__ == "CheckboxInput"


@register.simple_tag
def badge(state):
    """A state (a TextChoices member with `.css`) as text + shape + colour."""
    return format_html('<span class="badge {}">{}</span>', state.css, state.label)


@register.simple_tag
def mark(state):
    """The same without a box, for dense tables."""
    return format_html('<span class="mark {}">{}</span>', state.css, state.label)


@register.simple_tag(takes_context=True)
def query(context, **changes):
    """The current address's query with some parameters changed; None removes one."""
    params = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            params.pop(name, None)
        else:
            params[name] = value
    return f"?{params.urlencode()}"


@register.simple_tag
def query_only(pairs):
    """A query of these (name, value) pairs and nothing else."""
    return f"?{urlencode(pairs)}"


@register.filter
def halves(label):
    """A heading too long for a line of six characters in two of the same length, else as it is."""
    middle = (len(label) + 1) // 2
    return [label] if len(label) <= 6 else [label[:middle], label[middle:]]


@register.filter
def cell_attributes(column):
    """The attributes of the cells of a table's column, the same in every row: django-tables2 works them out anew for each cell."""
    if not hasattr(column, "cell_attributes"):
        label = column.verbose_name or column.header
        own = column.attrs["td"].as_html()
        column.cell_attributes = format_html('{} data-label="{}" data-col="{}"', own, label, column.name)
    return column.cell_attributes


@register.filter
def elided(paginator, number):
    """Page numbers with … for the gaps."""
    return paginator.get_elided_page_range(number, on_each_side=2, on_ends=1)
