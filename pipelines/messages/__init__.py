"""Everything that is said to people, in Chinese and in English, from one catalogue.

English is what the program writes: into the warehouse, into logs, into what it prints. The catalogue holds the Chinese
of each sentence beside its English with placeholders, so that a sentence of a warehouse is put into Chinese wherever
it is shown, whichever version of the program wrote it. Words of pages and heads of columns go by names instead.
"""

from pipelines.messages.languages import LANGUAGES, chosen, language, use
from pipelines.messages.sentences import translated, translated_usage
from pipelines.messages.words import word

__all__ = ["LANGUAGES", "chosen", "language", "translated", "translated_usage", "use", "word"]
