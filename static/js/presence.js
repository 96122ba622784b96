/* Who else has this demande open: said to the server and asked back every minute while the page is looked at.
   Without this file, opening the page alone says it. */
"use strict";

const PERIODE_MS = 60000;
const formulaire = document.querySelector("form[data-presence]");
const zone = formulaire?.querySelector("[data-presence-zone]");

/** Replace the sentence when it changed, so that screen readers only speak of news. */
async function rafraichirLaPresence() {
  if (document.visibilityState !== "visible") {
    return;
  }
  try {
    const reponse = await fetch(formulaire.action, {
      method: "POST",
      body: new FormData(formulaire),
      credentials: "same-origin",
      redirect: "error",
      /* Said by the page, not by the person: it must not keep the session open. */
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
    /* The connection or the session is gone: what is shown stays, the next try may do better. */
  }
}

if (formulaire) {
  window.setInterval(rafraichirLaPresence, PERIODE_MS);
}
