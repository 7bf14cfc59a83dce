using Hawk.Fuzz;

return await FuzzCommand.InvokeAsync(args);
