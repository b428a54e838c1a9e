from . import journey
