from odoo.addons.web.controllers.export import (
    CSVExport,
    ExcelExport,
    ExportXlsxWriter,
    GroupExportXlsxWriter,
)

# A spreadsheet computes what begins so; Odoo marks other beginnings of its own accord.
FORMULA = ("@", "\t", "\r", "\n")


class PlainTexts:
    """Cells that stay the texts they are.

    A customer's comment such as ``=HYPERLINK(...)`` would otherwise become a formula in
    the file that a colleague opens.
    """

    def write(self, row, column, cell_value, style=None):
        if isinstance(cell_value, str):
            return self.worksheet.write_string(row, column, cell_value, style)
        return super().write(row, column, cell_value, style)


class PlainXlsxWriter(PlainTexts, ExportXlsxWriter):
    pass


class PlainGroupXlsxWriter(PlainTexts, GroupExportXlsxWriter):
    pass


class CemExcelExport(ExcelExport):
    def from_group_data(self, fields, columns_headers, groups):
        with PlainGroupXlsxWriter(fields, columns_headers, groups.count) as writer:
            place = 1, 0
            for name, group in groups.children.items():
                place = writer.write_group(*place, name, group)
        return writer.value

    def from_data(self, fields, columns_headers, rows):
        with PlainXlsxWriter(fields, columns_headers, len(rows)) as writer:
            for number, row in enumerate(rows, start=1):
                for column, value in enumerate(row):
                    writer.write_cell(number, column, value)
        return writer.value


class CemCsvExport(CSVExport):
    def from_data(self, fields, columns_headers, rows):
        rows = [
            [
                f"'{value}"
                if isinstance(value, str) and value.startswith(FORMULA)
                else value
                for value in row
            ]
            for row in rows
        ]
        return super().from_data(fields, columns_headers, rows)
