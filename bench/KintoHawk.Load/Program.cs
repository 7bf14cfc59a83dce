using KintoHawk.Load;

// Responses are handled on the thread that sees them arrive: no hand-over for each. Read by the runtime at the first socket;
// the servers are started without it.
Environment.SetEnvironmentVariable(ChildServer.InlineCompletions, "1");
return await LoadCommand.InvokeAsync(args);
