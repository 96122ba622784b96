/* Forms: autosave with its time, one submission per click, focus on the summary of errors.
   Everything works without this file; it only saves clicks and fears. */
"use strict";

const PAUSE_MS = 1500;

/** Send the form, files apart, to its autosave address and tell what became of it. */
function suivreBrouillon(formulaire) {
  const zone = formulaire.querySelector("[data-autosave-etat]") || creerZone(formulaire);
  let minuterie = 0;
  let enCours = false;
  let enAttente = false;

  async function enregistrer() {
    if (enCours) {
      enAttente = true;
      return;
    }
    enCours = true;
    try {
      await envoyer(formulaire, zone);
    } catch {
      zone.textContent = "Pas encore enregistré : la connexion semble coupée. Votre saisie reste à l’écran, un nouvel essai suivra.";
      programmer(10000);
    } finally {
      enCours = false;
      if (enAttente) {
        enAttente = false;
        programmer(PAUSE_MS);
      }
    }
  }

  function programmer(delai) {
    window.clearTimeout(minuterie);
    minuterie = window.setTimeout(enregistrer, delai);
  }

  formulaire.addEventListener("input", () => programmer(PAUSE_MS));
  formulaire.addEventListener("change", () => programmer(PAUSE_MS));
  formulaire.addEventListener("submit", () => window.clearTimeout(minuterie));
  document.addEventListener("session:reprise", () => programmer(0));
}

function creerZone(formulaire) {
  const zone = document.createElement("p");
  zone.className = "enregistrement";
  zone.setAttribute("aria-live", "polite");
  formulaire.append(zone);
  return zone;
}

/* The server answers JSON: {"enregistre_a": "14 h 32", "version": 7}; 409 and 422 carry {"message": "…"}. */
async function envoyer(formulaire, zone) {
  const donnees = new FormData(formulaire);
  for (const [nom, valeur] of [...donnees.entries()]) {
    if (valeur instanceof File) {
      donnees.delete(nom);
    }
  }
  const reponse = await fetch(formulaire.dataset.autosaveUrl, {
    method: "POST",
    body: donnees,
    credentials: "same-origin",
    headers: {
      "X-CSRFToken": donnees.get("csrfmiddlewaretoken") || "",
      "X-Requested-With": "XMLHttpRequest",
      Accept: "application/json",
    },
  });
  if (reponse.redirected || reponse.status === 401 || reponse.status === 403) {
    zone.textContent = "Votre session est fermée. Reconnectez-vous dans un autre onglet : votre saisie reste ici.";
    document.dispatchEvent(new CustomEvent("session:fermee"));
    return;
  }
  const corps = (reponse.headers.get("Content-Type") || "").includes("json") ? await reponse.json() : {};
  /* A refused field (422) leaves the others stored: the next save is made on that version. A 409 bears none. */
  const version = formulaire.querySelector("input[name='version']");
  if (version && corps.version !== undefined) {
    version.value = corps.version;
  }
  if (reponse.ok) {
    zone.textContent = `enregistré à ${corps.enregistre_a || heureLocale()}`;
  } else if (corps.message) {
    zone.textContent = corps.message;
  } else {
    throw new Error(`autosave: ${reponse.status}`);
  }
}

function heureLocale() {
  const maintenant = new Date();
  return `${maintenant.getHours()}\u00a0h\u00a0${String(maintenant.getMinutes()).padStart(2, "0")}`;
}

/** A second click on the button of a form that is already leaving does nothing. */
function empecherDoubleEnvoi(evenement) {
  const formulaire = evenement.target;
  if (formulaire.method !== "post" || evenement.defaultPrevented) {
    return;
  }
  if (formulaire.dataset.enEnvoi) {
    evenement.preventDefault();
    return;
  }
  formulaire.dataset.enEnvoi = "oui";
  evenement.submitter?.setAttribute("aria-disabled", "true");
}

/** A page brought back by the browser's « back » can be sent again. */
function rouvrirFormulaires() {
  for (const formulaire of document.querySelectorAll("form[data-en-envoi]")) {
    delete formulaire.dataset.enEnvoi;
    formulaire.querySelectorAll("[aria-disabled]").forEach((bouton) => bouton.removeAttribute("aria-disabled"));
  }
}

document.addEventListener("submit", empecherDoubleEnvoi);
window.addEventListener("pageshow", rouvrirFormulaires);
document.querySelectorAll("form[data-autosave-url]").forEach(suivreBrouillon);
document.querySelector("#resume-erreurs")?.focus();
