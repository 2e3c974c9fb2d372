"""Statistics of numbers that know nothing of benchmarks: series over rounds, intervals, effects, fits."""
