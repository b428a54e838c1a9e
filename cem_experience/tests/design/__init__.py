from . import test_design
from . import test_design_room
from . import test_journey_ojf
from . import test_journey_table
from . import test_journey_template
from . import test_journey_tree
from . import test_journey_tree_tour
from . import test_touchpoint_move
