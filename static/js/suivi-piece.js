/* The state of a file that the antivirus reads, refreshed while it waits. Without this file, a button does it. */
"use strict";

const PERIODE_MS = 3000;
const PERIODE_MAX_MS = 30000;

/** Ask for the state until the antivirus has answered; ask less and less often. */
function suivre(zone, delai) {
  if (!zone.querySelector("[data-suivi-en-cours]")) {
    return;
  }
  window.setTimeout(async () => {
    await rafraichir(zone);
    suivre(zone, Math.min(PERIODE_MAX_MS, delai * 1.5));
  }, delai);
}

/** Replace the state when it changed, so that screen readers only speak of news. */
async function rafraichir(zone) {
  try {
    const reponse = await fetch(zone.dataset.suiviUrl, {
      credentials: "same-origin",
      redirect: "error",
      /* Asked by the page, not by the person: it must not keep the session open. */
      headers: { "X-Portail-Fond": "oui", "X-Requested-With": "XMLHttpRequest" },
    });
    if (!reponse.ok) {
      return;
    }
    const recu = document.createElement("template");
    recu.innerHTML = await reponse.text();
    if (recu.innerHTML.trim() !== zone.innerHTML.trim()) {
      zone.replaceChildren(recu.content);
    }
  } catch {
    /* The connection or the session is gone: what is shown stays true, the next try may do better. */
  }
}

document.querySelectorAll("[data-suivi-url]").forEach((zone) => suivre(zone, PERIODE_MS));
