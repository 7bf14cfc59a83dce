using Hawk.Fuzz;

return await new FuzzCommand(
    "Puts mutated text into every parser of the Hawk library and checks what must hold for any input.", TargetList.All, FuzzOptions.DefaultSlowInput).InvokeAsync(args);
