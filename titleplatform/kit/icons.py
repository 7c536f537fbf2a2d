"""The icons of the design language: paths drawn in a 24 x 24 box, stroked with the current colour."""

ICONS = {
    "menu": '<path d="M4 6h16M4 12h16M4 18h16"/>',
    "bell": '<path d="M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4"/>',
    "help": '<circle cx="12" cy="12" r="9"/><path d="M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .9-1 1.7M12 17v.2"/>',
    "exit": '<path d="M10 4H5v16h5M15 8l4 4-4 4M19 12H9"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "home": '<path d="M4 11 12 4l8 7v9h-5v-6H9v6H4z"/>',
    "building": '<path d="M4 21V5l8-2v18M12 8l8 2v11M2 21h20M7 8h2M7 12h2M7 16h2M15 13h2M15 17h2"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.6-4 3-6 6.5-6s5.9 2 6.5 6M16 5a3.5 3.5 0 0 1 0 6.5M18 14.5c2 .8 '
    '3 2.5 3.5 5.5"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.500c.8-4.200 3.600-6.500 7.500-6.500s6.700 2.300 7.500 6.500"/>',
    "check-list": '<path d="M9 5H5v16h14V5h-4M9 3h6v4H9zM8.5 14l2.5 2.5 4.5-5"/>',
    "gear": '<circle cx="12" cy="12" r="3"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3M5.600 5.600l2.100 2.100M16.300 16.300l2.100 '
    '2.100M5.600 18.400l2.100-2.100M16.300 7.700l2.100-2.100"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 5 5"/>',
    "download": '<path d="M12 4v11m-5-5 5 5 5-5M4 20h16"/>',
    "upload": '<path d="M12 16V5m-5 5 5-5 5 5M4 20h16"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "chevron": '<path d="m9 5 7 7-7 7"/>',
    "chevron-left": '<path d="m15 5-7 7 7 7"/>',
    "print": '<path d="M7 9V3h10v6M7 18H4V9h16v9h-3M7 14h10v7H7z"/>',
    "phone": '<path d="M6 3h4l2 5-2.500 1.500a11 11 0 0 0 5 5L16 12l5 2v4a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z"/>',
    "file": '<path d="M6 3h8l4 4v14H6zM14 3v4h4"/>',
    "tasks": '<path d="M4 5h16v5H4zM4 14h16v5H4zM7 7.500h2M7 16.500h2"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.500 2"/>',
}
