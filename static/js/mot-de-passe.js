/* Rules of a password, marked while the person types. Without this file the list is still there, and the
   server alone decides in any case. */
"use strict";

const LONGUEUR_MINIMALE = 12;
const LONGUEUR_MAXIMALE = 128;
const PAUSE_AVANT_ANNONCE_MS = 1200;
const ETATS = {
  attente: { classe: "etat", forme: "○", mot: "à respecter" },
  fait: { classe: "etat etat-fait", forme: "✓", mot: "respectée" },
  revoir: { classe: "etat etat-retard", forme: "▲", mot: "pas encore respectée" },
  envoi: { classe: "etat", forme: "●", mot: "vérifiée à l’envoi" },
};

/** What the browser can know of each rule; the others are checked by the server. */
function verifications(zone, champ, confirmation) {
  const mots = (zone.dataset.mots || "").split(" ").filter(Boolean);
  return {
    longueur: () => entre([...champ.value].length, LONGUEUR_MINIMALE, LONGUEUR_MAXIMALE),
    personnel: () => {
      const compact = champ.value.toLowerCase().replace(/\s+/g, "");
      return !mots.some((mot) => compact.includes(mot));
    },
    identiques: () => champ.value === confirmation.value,
  };
}

function entre(valeur, minimum, maximum) {
  return valeur >= minimum && valeur <= maximum;
}

/** Put the word and the shape of a state at the end of its rule. */
function marquer(ligne, nom) {
  const etat = ETATS[nom];
  let badge = ligne.querySelector("[data-etat]");
  if (badge?.dataset.etat === nom) {
    return;
  }
  badge?.remove();
  badge = document.createElement("span");
  badge.className = etat.classe;
  badge.dataset.etat = nom;
  const forme = document.createElement("span");
  forme.className = "etat-forme";
  forme.setAttribute("aria-hidden", "true");
  forme.textContent = etat.forme;
  badge.append(forme, document.createTextNode(etat.mot));
  ligne.append(" ", badge);
}

/** Follow the two fields; what changed is said once the person pauses. */
function suivreLesRegles(zone) {
  const champ = document.getElementById(zone.dataset.champ);
  const confirmation = document.getElementById(zone.dataset.confirmation);
  if (!champ || !confirmation) {
    return;
  }
  const regles = verifications(zone, champ, confirmation);
  const annonce = document.createElement("p");
  annonce.className = "petit";
  annonce.setAttribute("aria-live", "polite");
  zone.append(annonce);
  let minuterie = 0;

  function juger(code) {
    const vide = code === "identiques" ? confirmation.value === "" : champ.value === "";
    if (!regles[code]) {
      return "envoi";
    }
    return vide ? "attente" : regles[code]() ? "fait" : "revoir";
  }

  function actualiser(dire) {
    const lignes = [...zone.querySelectorAll("[data-regle]")];
    const etats = lignes.map((ligne) => juger(ligne.dataset.regle));
    lignes.forEach((ligne, rang) => marquer(ligne, etats[rang]));
    window.clearTimeout(minuterie);
    if (dire) {
      minuterie = window.setTimeout(() => annoncer(etats), PAUSE_AVANT_ANNONCE_MS);
    }
  }

  function annoncer(etats) {
    const visibles = etats.filter((etat) => etat !== "envoi");
    const faites = visibles.filter((etat) => etat === "fait").length;
    const texte = `${faites} ${faites > 1 ? "règles respectées" : "règle respectée"} sur ${visibles.length} ; le reste est vérifié à l’envoi.`;
    if (annonce.textContent !== texte) {
      annonce.textContent = texte;
    }
  }

  champ.addEventListener("input", () => actualiser(true));
  confirmation.addEventListener("input", () => actualiser(true));
  actualiser(false);
  montrerOuMasquer(champ, confirmation);
}

/** A button that shows what is typed, for both fields; hidden again before the form leaves. */
function montrerOuMasquer(champ, confirmation) {
  const bouton = document.createElement("button");
  bouton.type = "button";
  bouton.className = "bouton bouton-discret";
  function afficher(visible) {
    for (const saisie of [champ, confirmation]) {
      saisie.type = visible ? "text" : "password";
    }
    bouton.textContent = visible ? "Masquer le mot de passe" : "Montrer le mot de passe";
  }
  bouton.addEventListener("click", () => afficher(champ.type === "password"));
  champ.form.addEventListener("submit", () => afficher(false));
  afficher(false);
  confirmation.after(bouton);
}

document.querySelectorAll("[data-regles-mot-de-passe]").forEach(suivreLesRegles);
