module kubepki/benchmarks

go 1.19
