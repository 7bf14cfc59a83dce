using KintoHawk.Cli;

return await KintoHawkCommand.InvokeAsync(args);
