"use strict";
const at = id => document.getElementById(id);
const span = 120, step = 26, slow = 0.001, few = 12;
const kept = "teleo-token";
let token = localStorage.getItem(kept) ?? "";
let started = null, last = -1, nextRequest = 0, listening = 0, looks = [], requests = [];

if (location.hash.startsWith("#token=")) {
  keep(decodeURIComponent(location.hash.slice(7)));
  history.replaceState(null, "", location.pathname);
}

function keep(value) {
  token = value.trim();
  if (token) localStorage.setItem(kept, token);
  else localStorage.removeItem(kept);
}

function bytes(n) {
  const [unit, name] = n >= 999.5 * 2 ** 20 ? [2 ** 30, "GiB"] : n >= 999.5 * 1024 ? [2 ** 20, "MiB"] : [1024, "KiB"];
  return (n / unit).toFixed(n / unit < 10 ? 2 : n / unit < 100 ? 1 : 0) + " " + name;
}

function make(name, text, parent, kind) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (kind) made.className = kind;
  if (parent) parent.append(made);
  return made;
}

function say(text, isBad) {
  at("said").textContent = text;
  at("said").className = isBad ? "bad" : "";
}

async function ask(path, options = {}) {
  const headers = token ? { Authorization: "Bearer " + token } : {};
  const answer = await fetch(path, { ...options, headers, cache: "no-store" });
  if (answer.ok) return answer;
  const error = (await answer.json().catch(() => null))?.error;
  const problem = new Error(error?.message ?? "status " + answer.status);
  problem.status = answer.status;
  problem.code = error?.code;
  throw problem;
}

async function operate(words) {
  try {
    await ask("/teleo/operator", { method: "POST", body: JSON.stringify({ command: words }) });
    say(words + ": done");
  } catch (problem) {
    say(problem.message, true);
    if (problem.status === 401) at("enter").hidden = false;
  }
  look();
}

async function whyNot(model) {
  try {
    const why = await (await ask("/teleo/why-not/" + encodeURIComponent(model))).json();
    const worth = why.action ? why.action + ", worth " + why.advantage.toFixed(2) + " more than doing nothing: " : "";
    say(model + ": " + worth + why.reason);
  } catch (problem) {
    say(problem.message, true);
  }
}

function found(state) {
  const there = state.models.filter(model => model.is_resident).length, many = (n, noun) => n + " " + noun + (n === 1 ? "" : "s");
  if (!(state.arrivals > 0)) return "No request yet. " + many(there, "model") + " of " + state.models.length + " in memory.";
  return many(state.arrivals, "request") + " came; " + state.misses + " had to wait for a model to be loaded (" + state.lru_misses
    + " under LRU). " + many(there, "model") + " of " + state.models.length + " in memory.";
}

function showFacts(state) {
  at("found").textContent = found(state);
  const facts = {
    policy: state.policy + (state.observes ? ", on paper: the server decides" : ""),
    E: state.resource == null ? "none" : state.resource.toFixed(2) + (state.accounts ? " s" : ""),
    memory: bytes(state.used_bytes) + " of " + bytes(state.capacity_bytes),
    answered: state.answered, misses: state.misses, waiting: state.queued, "in service": state.running,
  };
  const list = at("facts");
  for (const name in facts) {
    let one = list.querySelector("[data-name='" + name + "']");
    if (!one) {
      one = make("div", undefined, list);
      one.dataset.name = name;
      make("dt", name, one);
      make("dd", "", one);
    }
    one.lastChild.textContent = facts[name];
  }
}

/* Of many models only those that are in memory, asked for or in the operator's hand, unless all are wanted. */
function listed(models) {
  const busy = models.filter(model => model.is_resident || model.transition !== "None" || model.arrivals > 0 || model.pinned
    || model.lifecycle !== "Verified");
  const isMany = models.length > few && busy.length < models.length;
  at("many").hidden = !isMany;
  at("rest").textContent = "also the " + (models.length - busy.length) + " on disk that nobody asked for";
  return isMany && !at("all").checked ? busy : models;
}

function showModels(all) {
  const rows = at("models"), models = listed(all);
  while (rows.children.length > models.length) rows.lastChild.remove();
  models.forEach((model, i) => {
    const row = rows.children[i] ?? makeRow(rows);
    row.dataset.name = model.name;
    const isAway = ["Retired", "Installed"].includes(model.lifecycle), moves = model.transition !== "None";
    const word = moves ? model.transition.toLowerCase()
      : model.lifecycle === "Installed" ? "kept out" : model.lifecycle === "Verified" ? "on disk" : model.lifecycle.toLowerCase();
    [model.name, word + (model.pinned ? ", pinned" : ""), model.queued, model.arrivals, bytes(model.bytes)]
      .forEach((text, cell) => { if (row.children[cell].textContent !== String(text)) row.children[cell].textContent = text; });
    row.children[3].dataset.unit = model.arrivals === 1 ? "request" : "requests";
    row.children[1].className = moves ? "load" : model.is_resident ? "on" : "soft";
    const [pin, out, why] = row.lastChild.children;
    pin.textContent = model.pinned ? "unpin" : "pin";
    pin.dataset.verb = pin.textContent;
    out.textContent = isAway ? "restore" : model.is_resident ? "unload" : "keep out";
    out.dataset.verb = isAway ? "restore" : "unload";
    why.hidden = model.is_resident;
  });
}

function makeRow(rows) {
  const row = make("tr", undefined, rows);
  ["", "", "waiting", "requests", ""].forEach((unit, cell) => make("td", "", row, cell > 1 ? "n" : "").dataset.unit = unit);
  const keys = make("td", undefined, row);
  for (const verb of ["pin", "unload"]) {
    const key = make("button", verb, keys);
    key.onclick = () => operate(key.dataset.verb + " " + row.dataset.name);
  }
  make("button", "why not?", keys).onclick = () => whyNot(row.dataset.name);
  return row;
}

function showAccounts(accounts) {
  at("money").hidden = !accounts;
  if (!accounts) return;
  const list = at("accounts"), most = Math.max(1, ...accounts.map(account => account.balance));
  while (list.children.length > accounts.length) list.lastChild.remove();
  accounts.forEach((account, i) => {
    let one = list.children[i];
    if (!one) {
      one = make("div", undefined, list, "account");
      make("span", "", one);
      make("i", undefined, make("span", undefined, one));
      make("span", "", one);
    }
    const [name, bar, amount] = one.children;
    name.textContent = account.name;
    bar.firstChild.style.width = (100 * account.balance / most).toFixed(1) + "%";
    amount.textContent = account.debt > 0 ? "owes " + account.debt.toFixed(2) + " s" : account.balance.toFixed(2) + " s";
    make("small", account.bets === 0 ? "no bet yet"
      : account.bets + (account.bets === 1 ? " bet, " : " bets, ") + account.returned.toFixed(1) + " of " + account.staked.toFixed(1) + " s back", amount);
  });
}

function draw(now) {
  const asked = new Set(requests.filter(request => now - (request.ended ?? now) <= span).map(request => request.model));
  const all = looks.at(-1).models.map((model, place) => ({ name: model.name, parts: partsOf(place) }));
  const models = all.length <= few ? all : all.filter(model => model.parts.length > 0 || asked.has(model.name));
  const svg = at("chart"), width = svg.clientWidth || 600, isNarrow = width < 560;
  const top = isNarrow ? 18 : 0, lane = step + top, left = isNarrow ? 0 : 190, bottom = models.length * lane;
  svg.setAttribute("height", bottom + 24);
  svg.replaceChildren();
  const add = (name, values, text) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const key in values) made.setAttribute(key, values[key]);
    if (text !== undefined) made.textContent = text;
    svg.append(made);
    return made;
  };
  const x = time => left + (width - left - 4) * (1 - (now - time) / span);
  for (let ago = span; ago >= 0; ago -= isNarrow ? 60 : 30) {
    const place = x(now - ago);
    add("line", { x1: place, x2: place, y1: 0, y2: bottom, stroke: "var(--line)" });
    const anchor = ago === 0 ? "end" : ago === span ? "start" : "middle";
    add("text", { x: place, y: bottom + 17, "text-anchor": anchor }, ago === 0 ? "now" : ago + " s ago");
  }
  models.forEach((model, i) => {
    const y = i * lane + top;
    add("text", { x: 0, y: isNarrow ? y - 4 : y + 17, class: "name" }, model.name);
    for (const part of model.parts) {
      const from = Math.max(left, x(part.from)), to = x(part.to);
      if (to <= left) continue;
      const fill = part.moves ? "var(--load)" : "var(--here)";
      add("rect", { x: from, y: y + 5, width: Math.max(1, to - from), height: step - 10, rx: 3, fill });
    }
  });
  const lanes = new Map(models.map((model, i) => [model.name, i * lane + top + step / 2]));
  for (const request of requests) {
    const y = lanes.get(request.model), end = request.ended ?? now;
    if (y === undefined || x(end) < left) continue;
    const isLost = request.status !== null && request.status !== undefined && request.status !== "Answered";
    const waited = request.ended == null || isLost ? end - request.came : request.waited_seconds;
    const color = isLost ? "var(--lost)" : waited > 0 ? "var(--miss)" : "var(--hit)", start = Math.max(left, x(request.came));
    if (waited > slow) add("line", { x1: start, x2: x(request.came + waited), y1: y, y2: y, stroke: color, "stroke-width": 2 });
    const dot = add("circle", { cx: x(end), cy: y, r: 3.5, fill: isLost ? "var(--panel)" : color, stroke: color, "stroke-width": 1.5 });
    const words = request.ended == null ? "under way" : (request.status + ", waited " + (1e3 * waited).toFixed(1) + " ms for the model, "
      + (1e3 * request.queued_seconds).toFixed(1) + " ms in the queue, " + (1e3 * request.service_seconds).toFixed(1) + " ms of service");
    hint(dot, "request " + request.request + " for " + request.model + ": " + words);
  }
}

function hint(parent, title) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "title");
  made.textContent = title;
  parent.append(made);
}

/* The spans in which a model was in memory, or on its way, joined over the looks at it. */
function partsOf(i) {
  const parts = [];
  looks.forEach((seen, k) => {
    const model = seen.models[i];
    if (!model || !(model.is_resident || model.transition !== "None")) return;
    const moves = model.transition !== "None", from = k === 0 ? Math.min(seen.time, model.loaded_seconds || seen.time) : looks[k - 1].time;
    const before = parts.at(-1);
    if (before && before.moves === moves && before.to >= from) before.to = seen.time;
    else parts.push({ from, to: seen.time, moves });
  });
  return parts;
}

async function look() {
  try {
    const state = await (await ask("/teleo/state")).json();
    if (state.started !== started) begin(state.started);
    const answer = await (await ask("/teleo/requests?from=" + nextRequest)).json();
    take(answer.requests, state.seconds);
    at("enter").hidden = true;
    at("forget").hidden = !token;
    showFacts(state);
    showModels(state.models);
    showAccounts(state.accounts);
    looks.push({ time: state.seconds, models: state.models });
    while (looks.length > 1 && state.seconds - looks[1].time > span) looks.shift();
    draw(state.seconds);
    at("link").textContent = state.trace_fault || state.state_fault || "connected";
    at("link").className = state.trace_fault || state.state_fault ? "bad" : "";
  } catch (problem) {
    if (problem.status === 401) at("enter").hidden = false;
    at("link").textContent = "not connected: " + problem.message;
    at("link").className = "bad";
  }
}

/* Requests under way are asked for again until they have ended. */
function take(news, now) {
  const known = new Map(requests.map(request => [request.number, request]));
  for (const request of news) known.set(request.number, request);
  requests = [...known.values()].filter(request => now - (request.ended ?? now) <= span);
  const open = requests.filter(request => request.ended == null).map(request => request.number);
  const newest = news.length > 0 ? news.at(-1).number + 1 : nextRequest;
  nextRequest = open.length > 0 ? Math.min(...open) : newest;
}

/* Another run of the server: nothing of the one before holds any more. */
function begin(run) {
  started = run;
  last = -1;
  nextRequest = 0;
  looks = [];
  requests = [];
  at("decisions").replaceChildren();
  listen();
}

function show(decision) {
  if (decision.decision <= last) return;
  last = decision.decision;
  const item = document.createElement("li"), more = make("details", undefined, item), head = make("summary", undefined, more);
  make("small", "#" + decision.decision + " at " + decision.seconds.toFixed(1) + " s", head);
  head.append(decision.action);
  make("div", decision.explanation, more, "soft");
  item.dataset.acted = decision.outcome === "Acted";
  item.hidden = at("acted").checked && item.dataset.acted !== "true";
  at("decisions").prepend(item);
  while (at("decisions").children.length > 500) at("decisions").lastChild.remove();
}

async function listen() {
  const mine = ++listening;
  at("none").textContent = "";
  try {
    const answer = await ask("/teleo/decisions?after=" + last);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ""; ;) {
      const { value, done } = await reader.read();
      if (mine !== listening) {
        reader.cancel();
        return;
      }
      if (done) break;
      const parts = (rest + value).split("\n\n");
      rest = parts.pop();
      parts.forEach(part => show(JSON.parse(part.slice("data: ".length))));
    }
  } catch (problem) {
    if (problem.code === "no_records") {
      at("none").textContent = problem.message;
      return;
    }
  }
  if (mine === listening) setTimeout(() => { if (mine === listening) listen(); }, 2000);
}

at("entry").onsubmit = event => {
  event.preventDefault();
  keep(at("given").value);
  at("given").value = "";
  at("enter").hidden = true;
  say("");
  look();
};
at("forget").onclick = () => {
  keep("");
  look();
};
at("undo").onclick = () => operate("rollback");
at("all").onchange = look;
at("acted").onchange = () => {
  for (const item of at("decisions").children) item.hidden = at("acted").checked && item.dataset.acted !== "true";
};
look();
setInterval(look, 1000);
