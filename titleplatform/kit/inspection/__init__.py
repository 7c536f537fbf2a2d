"""What is inside an uploaded file: read, and where need be cleaned, in a process of its own that may use little time and memory.

    `process.inspect(kind, content, max_pages=…)` → Inspected, or Unfit with words for the person who uploaded it

Files come from strangers, and the libraries that read them are C. So a hostile one kills a child, never the server: `process.py` keeps
one small process beside each worker, which forks a child for each file under limits of the operating system. `pdf.py`, `active.py`
and `picture.py` do the reading; they are plain functions and know nothing of all this.
"""
