using Hawk.Fuzz;
using KintoHawk.Fuzz;

return await new FuzzCommand(
    "Puts mutated text into the parsers of the KintoHawk server and checks what must hold for any input.", Targets.All, Targets.SlowInput).InvokeAsync(args);
