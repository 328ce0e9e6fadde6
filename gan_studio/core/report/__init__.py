"""Evaluations as something to keep and to hand on: a table, an object, a page."""

from gan_studio.core.report.card import card_lines as card_lines
from gan_studio.core.report.table import Table as Table
from gan_studio.core.report.table import table_of as table_of
from gan_studio.core.report.values import protocol_of as protocol_of
from gan_studio.core.report.values import subject_values as subject_values
from gan_studio.core.report.words import NOTHING as NOTHING
from gan_studio.core.report.words import Computed as Computed
from gan_studio.core.report.words import Footnotes as Footnotes
from gan_studio.core.report.words import protocol_lines as protocol_lines
from gan_studio.core.report.words import score_text as score_text
from gan_studio.core.report.writing import check_report_path as check_report_path
from gan_studio.core.report.writing import write_report as write_report
