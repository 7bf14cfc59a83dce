using Hawk.Benchmarks;

return await BenchmarkCommand.InvokeAsync(args);
