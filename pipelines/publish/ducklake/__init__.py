"""The warehouse as a DuckLake: a catalogue in PostgreSQL or a file, rows as Parquet in a folder or on S3.

A build is made and tested aside in a DuckDB file as ever; :mod:`~pipelines.publish.ducklake.commit` then publishes it
as one commit of the rows that differ. Nobody reads the catalogue itself: each published state has a catalogue of its
own, a small file (:mod:`~pipelines.publish.ducklake.mirror`), and a reader that has opened one sees that state and no
other. :mod:`~pipelines.publish.ducklake.keeping` bounds what is kept.
"""
