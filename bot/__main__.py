"""`python -m bot <command>`, wherever it is called from: paths in settings start at the project's folder."""

import os
import sys

from bot.cli import main
from bot.launch import ROOT

os.chdir(ROOT)
sys.exit(main())
