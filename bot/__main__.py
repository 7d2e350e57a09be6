"""`python -m bot <command>`, wherever it is called from: paths in settings start at the project's folder."""

import os
import sys

from bot import cli, launch, log

os.chdir(launch.ROOT)
log.configure("warning")
sys.exit(cli.main())
