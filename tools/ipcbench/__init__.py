"""The Python behind the tools of ipcbench: reads result files, and nothing of the C++.

Its rooms, from the top down; each uses those below it alone:

    commands    one file per command
    page        the HTML report
    figures     one file per figure; figures.frame has what they share
    tables      terminal, Markdown, LaTeX, CSV and JSON
    words       sentences, names and facts for people
    analysis    rows, what they mean, comparisons of runs, models of cost
    stats       series, intervals, effects, fits
    doctor      what this machine lacks
    result      result files: model, reader, checks, seal
    base        text, errors, files written whole, processes
"""
