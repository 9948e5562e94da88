// The line to the server: one WebSocket, opened again for as long as the page is open. It knows nothing of the frames.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 20_000;
const ENDED = 4001; // the server's close code for "do not come back by yourself"

export class Line {
  #url;
  #on;
  #socket = null;
  #failures = 0;
  #timer = 0;
  #over = false;
  #rest = 0;

  // `on` = { up(), frame(object), down(failures) }
  constructor(path, on) {
    this.#url = new URL(path, location.href);
    this.#url.protocol = this.#url.protocol === "https:" ? "wss:" : "ws:";
    this.#on = on;
    addEventListener("online", () => this.#hurry());
    addEventListener("offline", () => this.reopen());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#hurry());
    this.#open();
  }

  get up() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  send(frame) {
    if (this.up) this.#socket.send(JSON.stringify(frame));
  }

  // The line looks open but nothing comes: give it up and open another.
  reopen() {
    this.#lost(this.#socket);
  }

  // The server has no line for us now: the next is opened after so many seconds.
  rest(seconds) {
    this.#rest = seconds * 1000;
  }

  end() {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #hurry() {
    if (this.#over || this.#socket) return;
    clearTimeout(this.#timer);
    this.#open();
  }

  #open() {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.onopen = () => {
      if (socket !== this.#socket) return;
      this.#failures = 0;
      this.#on.up();
    };
    socket.onmessage = (event) => socket === this.#socket && this.#on.frame(JSON.parse(event.data));
    socket.onclose = (event) => {
      if (event.code === ENDED) this.#over = true;
      this.#lost(socket);
    };
  }

  #lost(socket) {
    if (!socket || socket !== this.#socket) return;
    this.#socket = null;
    socket.close();
    if (this.#over) return;
    this.#failures += 1;
    this.#on.down(this.#failures);
    // Half of the wait is chance, so that a restarted server is not met by everybody in the same second.
    const wait = this.#rest * 2 || Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (this.#failures - 1));
    this.#rest = 0;
    this.#timer = setTimeout(() => this.#open(), wait * (0.5 + Math.random() / 2));
  }
}
