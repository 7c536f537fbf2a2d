"""Permissions of the wiring's own pages."""

from titleplatform.kit.access import allow

allow("titleplatform.see_home")
allow("titleplatform.change_own_password")
allow("titleplatform.hold_file")
