"""Made-up governments' books in the shapes that provinces print, and what is read of them.

``figures`` makes up an area's accounts, ``wording`` titles and headers, ``sheets`` puts both into printed rows with
their truth, ``draw`` typesets them, ``measure`` reads and scores them. Figures add up, so that every contradiction that
is told of an unmarred book is a false one.
"""
