// The line is back: so is the conversation. The worker answers other addresses with this page too, and so it is opened anew.
addEventListener("online", () => location.reload());
