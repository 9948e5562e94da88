// The worker that keeps our files for a bad line and says so when there is none (web/templates/worker.js).

const WORKER = "/worker.js";

// Trusted Types: this policy, the page's only one, knows no other address.
const policy = window.trustedTypes?.createPolicy("worker", { createScriptURL: () => WORKER });

// Called when the first question stands: before that the line is needed for it.
export function install() {
  navigator.serviceWorker?.register(policy?.createScriptURL("") ?? WORKER).catch(() => {}); // http, private window
}
