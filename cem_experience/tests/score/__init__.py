from . import test_comments
from . import test_remark
from . import test_score
from . import test_tools_lexicon
from . import test_tools_scales
