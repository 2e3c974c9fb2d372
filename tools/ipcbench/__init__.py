"""The Python behind the tools of ipcbench: reads result files, and nothing of the C++."""
