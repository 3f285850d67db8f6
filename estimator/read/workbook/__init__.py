"""Reading workbooks in a child process, under limits, by our own rules of what a cell says."""
