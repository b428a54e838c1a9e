from . import figure_book
