/* Warns before the session ends, and puts the end off when the person says so (RGAA 13.1).
   The server alone knows how long is left: it is asked before anything is said. Without this file the session
   ends all the same, and what is sent afterwards is kept. */
"use strict";

const ENTETES_DE_FOND = { "X-Portail-Fond": "oui", "X-Requested-With": "XMLHttpRequest", Accept: "application/json" };
const PAS_DU_COMPTE_MS = 1000;
const SURVEILLANCE_MS = 30000;

const dialogue = document.querySelector("dialog[data-session]");
const texte = dialogue.querySelector("#fin-de-session-texte");
const titre = dialogue.querySelector("#fin-de-session-titre");
const annonce = dialogue.querySelector("[data-session-annonce]");
const rester = dialogue.querySelector("[data-session-rester]");
const connexion = dialogue.querySelector("[data-session-connexion]");
const compris = dialogue.querySelector("[data-session-compris]");
const avertissement = Number(dialogue.dataset.avertissement);
const onglets = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;

let fins = finsDepuis(Number(dialogue.dataset.inactivite), Number(dialogue.dataset.totale));
let minuterie = 0;
let fermee = false;
let dureeDite = false;

function finsDepuis(inactivite, totale) {
  return { inactivite: Date.now() + inactivite * 1000, totale: Date.now() + totale * 1000 };
}

function resteS() {
  return Math.round((Math.min(fins.inactivite, fins.totale) - Date.now()) / 1000);
}

function parDuree() {
  return fins.totale <= fins.inactivite;
}

/** « 4 minutes », « une minute », « 40 secondes ». */
function enMots(secondes) {
  if (secondes < 60) {
    return secondes > 1 ? `${secondes} secondes` : "une seconde";
  }
  const minutes = Math.round(secondes / 60);
  return minutes > 1 ? `${minutes} minutes` : "une minute";
}

/** Ask the server, or ask it to stay open; null when the network does not answer. */
async function demander(url, methode) {
  try {
    const entetes = { ...ENTETES_DE_FOND };
    if (methode === "POST") {
      delete entetes["X-Portail-Fond"];
      entetes["X-CSRFToken"] = document.querySelector("input[name='csrfmiddlewaretoken']")?.value || "";
    }
    const reponse = await fetch(url, { method: methode, headers: entetes, credentials: "same-origin", redirect: "manual" });
    if (reponse.ok) {
      return await reponse.json();
    }
    return reponse.status === 401 || reponse.type === "opaqueredirect" ? { fermee: true } : null;
  } catch {
    return null;
  }
}

/** Take in what the server said. Another account in this browser: this page can send nothing any more. */
function apprendre(etat) {
  if (etat === null) {
    return;
  }
  if (etat.fermee || String(etat.compte) !== dialogue.dataset.compte) {
    direLaFin();
    return;
  }
  fins = finsDepuis(etat.inactivite, etat.totale);
  /* Signed in again in another tab: the forms of this page must bear the new token. */
  for (const champ of document.querySelectorAll("input[name='csrfmiddlewaretoken']")) {
    champ.value = etat.jeton;
  }
  if (fermee) {
    fermee = false;
    document.dispatchEvent(new CustomEvent("session:reprise"));
    fermerDialogue();
  }
}

async function verifier() {
  apprendre(await demander(dialogue.dataset.etatUrl, "GET"));
  if (fermee) {
    return;
  }
  if (resteS() <= avertissement && !(parDuree() && dureeDite)) {
    avertir();
  } else {
    fermerDialogue();
  }
  planifier();
}

function planifier() {
  window.clearTimeout(minuterie);
  const attente = resteS() - avertissement;
  const delai = attente > 0 ? Math.min(attente * 1000, 2 ** 30) : SURVEILLANCE_MS;
  minuterie = window.setTimeout(verifier, Math.max(PAS_DU_COMPTE_MS, delai));
}

function montrer(bouton) {
  for (const autre of [rester, connexion, compris]) {
    autre.hidden = autre !== bouton && !(bouton === connexion && autre === compris);
  }
  if (!dialogue.open) {
    dialogue.showModal();
  }
  bouton.focus();
}

function avertir() {
  if (!dialogue.open) {
    titre.textContent = "Votre session va se fermer";
    montrer(parDuree() ? compris : rester);
    compter();
  }
}

/** Write the time left; say it aloud once a minute only. */
function compter() {
  if (!dialogue.open || fermee) {
    return;
  }
  const reste = resteS();
  if (reste <= 0) {
    verifier();
    window.setTimeout(compter, PAS_DU_COMPTE_MS);
    return;
  }
  const mots = enMots(reste);
  texte.textContent = parDuree()
    ? `Elle a atteint sa durée maximale et se ferme dans ${mots}, même si vous vous en servez. Envoyez ce que vous avez commencé ; ce qui partira après sera conservé le temps de vous reconnecter.`
    : `Vous n’avez rien fait depuis un moment. Par sécurité, votre session se ferme dans ${mots}.`;
  const minute = reste > 60 ? mots : "moins d’une minute";
  if (annonce.textContent !== minute) {
    annonce.textContent = minute;
  }
  window.setTimeout(compter, PAS_DU_COMPTE_MS);
}

function direLaFin() {
  fermee = true;
  titre.textContent = "Votre session est fermée";
  texte.textContent = document.querySelector("main form[method='post']")
    ? "Ce que vous avez écrit est toujours sur cette page. Reconnectez-vous dans un nouvel onglet, puis revenez ici et continuez. Si vous envoyez la page maintenant, votre saisie est conservée le temps de vous reconnecter."
    : "Reconnectez-vous pour continuer.";
  annonce.textContent = "";
  montrer(connexion);
}

function fermerDialogue() {
  if (dialogue.open) {
    dialogue.close();
  }
}

/** « Rester connecté », Escape too: nobody leaves by closing a window. */
async function prolonger() {
  fermerDialogue();
  apprendre(await demander(dialogue.dataset.prolongerUrl, "POST"));
  onglets?.postMessage("prolongee");
  planifier();
}

rester.addEventListener("click", prolonger);
compris.addEventListener("click", () => {
  dureeDite = true;
  fermerDialogue();
});
dialogue.addEventListener("cancel", (evenement) => {
  evenement.preventDefault();
  if (fermee || parDuree()) {
    dureeDite = true;
    fermerDialogue();
  } else {
    prolonger();
  }
});
onglets?.addEventListener("message", () => {
  if (dialogue.open || fermee) {
    verifier();
  }
});
onglets?.postMessage("page ouverte");
document.addEventListener("visibilitychange", () => {
  /* A computer that wakes up, a tab one comes back to: the timers may have slept. */
  if (!document.hidden && (fermee || resteS() <= avertissement)) {
    verifier();
  }
});
document.addEventListener("session:fermee", verifier);
planifier();
