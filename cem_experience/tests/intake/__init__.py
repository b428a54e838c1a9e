from . import test_score_api
from . import test_score_import
from . import test_score_import_batches
from . import test_score_import_files
from . import test_tools_answers
from . import test_tools_columns
from . import test_tools_tabular
from . import test_tools_workbooks
