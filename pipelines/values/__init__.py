"""The values that pass between rooms: immutable, without reading, recognition, proof or storage of their own."""
