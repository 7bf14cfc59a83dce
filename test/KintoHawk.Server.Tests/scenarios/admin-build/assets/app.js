document.title = "Console ✓";
