import nbformat, sys
