"""Files are changed on purpose, in every format, and what is read of them is held against what a person sees.

``python -m bench.mutation_files`` typesets forms of the sample reports as PDF, XLSX, DOCX and HTML, changes their
figures, rows, columns, looks and bytes, and reads each changed file as any document.
"""
