/* The guard of free texts, while typing: a social security number, words on health. Warns, never blocks.
   The same rules and the same list as the server (signalements/rules/textes.py and sante.py), which has the last
   word; a test holds both to the same answers. Everything works without this file. */
"use strict";

(() => {
  const MOTS_URL = document.currentScript?.dataset.mots;
  const PAUSE_MS = 400;
  const CITES = 5;
  const MESSAGE_NIR =
    "Ce texte semble contenir un numéro de sécurité sociale. Retirez-le : il ne sera pas accepté à l’envoi.";

  /* ---- social security numbers -------------------------------------------------------------------- */

  const SEPARATEURS = new Set(".-_/\\·•‐‑‒–—―−⁄");
  const ECART_MAXIMAL = 4;
  const AVEC_CLE = 15;
  const SANS_CLE = 13;
  const COUPES_USUELLES = [1, 3, 5, 7, 10, 13];
  const FORME = /^[1-478]\d\d(?:0[1-9]|1[0-2]|[23]\d|4[0-2]|[5-9]\d)(?:0[1-9]|[1-9]\d|2[AB])(?!000)\d{3}(?!000)\d{3}/;
  const REFERENCE = /(?<![\p{L}\p{N}_-])20\p{Nd}{2}-\p{Nd}{3}-[0-9A-Z]{6}(?![\p{L}\p{N}_]|-?\p{Nd})/giu;
  const IBAN = /(?<![\p{L}\p{N}_])[A-Z]{2}\p{Nd}{2}(?:[ \u00a0\u202f]?[0-9A-Z]){11,30}/giu;
  const LONGUEURS_IBAN = {
    AD: 24, AT: 20, BE: 16, BG: 22, CH: 21, CY: 28, CZ: 24, DE: 22, DK: 18, EE: 20, ES: 24, FI: 18, FR: 27,
    GB: 22, GI: 23, GR: 27, HR: 21, HU: 28, IE: 22, IS: 26, IT: 27, LI: 21, LT: 20, LU: 20, LV: 21, MC: 27,
    MT: 31, NL: 18, NO: 15, PL: 28, PT: 25, RO: 24, SE: 24, SI: 19, SK: 24, SM: 27, TN: 24, VA: 22,
  };

  /** Tell whether a text holds what is, or looks like, a social security number. */
  function contientNir(texte) {
    return suites(texte).some(uneFenetre);
  }

  function uneFenetre(suite) {
    const bords = suite.flatMap((signe, rang) => (signe.colle ? [] : [rang]));
    const fins = new Set([...bords.slice(1), suite.length]);
    return bords.some((debut) =>
      [AVEC_CLE, SANS_CLE].some(
        (longueur) =>
          fins.has(debut + longueur) && estUnNir(suite.slice(debut, debut + longueur), longueur === suite.length),
      ),
    );
  }

  function estUnNir(signes, isole) {
    const valeur = signes.map((signe) => signe.valeur).join("");
    const enForme = FORME.test(valeur);
    const coupes = signes.flatMap((signe, rang) => (rang && !signe.colle ? [rang] : []));
    const usuels =
      coupes.every((coupe) => COUPES_USUELLES.includes(coupe)) || coupes.length === signes.length - 1;
    if (valeur.length === AVEC_CLE) {
      return !"09".includes(valeur[0]) && (enForme || (isole && usuels)) && cleJuste(valeur);
    }
    const toutes = COUPES_USUELLES.slice(0, -1);
    const exactes = coupes.length === toutes.length && coupes.every((coupe) => toutes.includes(coupe));
    return enForme && (isole ? usuels : coupes.length === 0 || exactes);
  }

  function cleJuste(valeur) {
    const corse = { "2A": "19", "2B": "18" };
    const departement = valeur.slice(5, 7);
    const chiffres = valeur.slice(0, 5) + (corse[departement] ?? departement) + valeur.slice(7);
    return /^\d{15}$/.test(chiffres) && 97 - (Number(chiffres.slice(0, 13)) % 97) === Number(chiffres.slice(13));
  }

  /** Cut a text into runs of digits that only separators part. */
  function suites(texte) {
    const toutes = [];
    let suite = [];
    let ecart = 0;
    const signes = signesUtiles(texte);
    signes.forEach((valeur, rang) => {
      if (/^\d$/.test(valeur) || estLaCorse(signes, rang, suite, ecart)) {
        suite.push({ valeur, colle: suite.length > 0 && ecart === 0 });
        ecart = 0;
        return;
      }
      ecart += 1;
      if (!separe(valeur) || ecart > ECART_MAXIMAL) {
        toutes.push(suite);
        suite = [];
        ecart = 0;
      }
    });
    return [...toutes, suite].filter((run) => run.length);
  }

  function estLaCorse(signes, rang, suite, ecart) {
    if (!["A", "B"].includes(signes[rang]) || suite.at(-1)?.valeur !== "2" || ecart > ECART_MAXIMAL) {
      return false;
    }
    const suivants = signes.slice(rang + 1, rang + 2 + ECART_MAXIMAL);
    return /^\d$/.test(suivants.find((valeur) => !separe(valeur)) ?? "");
  }

  function separe(valeur) {
    return /^[\s\x1c-\x1f\x85]+$/.test(valeur) || SEPARATEURS.has(valeur);
  }

  function signesUtiles(texte) {
    const signes = [];
    for (const signe of [...masquer(texte)].flatMap((caractere) => [...caractere.normalize("NFKC")])) {
      if (!/^[\p{Cf}\p{Mn}]$/u.test(signe)) {
        signes.push(/^\p{Nd}$/u.test(signe) ? chiffre(signe) : signe.toUpperCase());
      }
    }
    return signes;
  }

  /* Digits of a script follow each other, from its zero. */
  function chiffre(signe) {
    let rang = 0;
    const code = signe.codePointAt(0);
    if (code < 128) {
      return signe;
    }
    while (/^\p{Nd}$/u.test(String.fromCodePoint(code - rang - 1))) {
      rang += 1;
    }
    return String(rang % 10);
  }

  /** Replace what is surely something else: references of the portal, IBANs with a right key. */
  function masquer(texte) {
    return texte.replace(REFERENCE, mur).replace(IBAN, (trouve) => {
      const fins = [trouve.length, ...Array.from(trouve, (_, i) => i).reverse().filter((i) => /\s/.test(trouve[i]))];
      const fin = fins.find((i) => ibanJuste(trouve.slice(0, i).replace(/\s/g, "").toUpperCase())) ?? 0;
      return mur(trouve.slice(0, fin)) + trouve.slice(fin);
    });
  }

  function mur(trouve) {
    return "#".repeat([...trouve].length);
  }

  function ibanJuste(iban) {
    if (LONGUEURS_IBAN[iban.slice(0, 2)] !== iban.length || !/^[0-9A-Z]+$/.test(iban)) {
      return false;
    }
    const nombre = (iban.slice(4) + iban.slice(0, 4)).replace(/[A-Z]/g, (lettre) => lettre.charCodeAt(0) - 55);
    return BigInt(nombre) % 97n === 1n;
  }

  /* ---- words on health ------------------------------------------------------------------------------ */

  const LIGATURES = { œ: "oe", Œ: "oe", æ: "ae", Æ: "ae" };
  const APOSTROPHES = "'’‘ʼ`′";
  const TRAITS = "-‐‑‒–—―−";
  const ELISIONS = "dlsnjmtc";
  const LETTRES_DE_PLUS = 5;

  /** Read the list: expressions by their words in one, and how many words to try at most. */
  function lireLexique(donnees) {
    const entrees = new Map();
    let longueur = 0;
    const ajouter = (expression, sante) => {
      const formes = mots(expression).map((mot) => mot.forme);
      const coupes = new Set(formes.slice(1).map((_, rang) => formes.slice(0, rang + 1).join("").length));
      entrees.set(formes.join(""), { coupes, sante });
      longueur = Math.max(longueur, formes.length);
    };
    Object.values(donnees.termes).flat().forEach((terme) => ajouter(terme, true));
    donnees.admises.forEach((admise) => ajouter(admise, false));
    return { entrees, longueur: longueur + LETTRES_DE_PLUS };
  }

  /** Point at the words that look like health data, as they are written. */
  function motsDeSante(texte, lexique) {
    const tous = mots(texte);
    const caracteres = [...texte];
    const trouves = [];
    for (let rang = 0; rang < tous.length; ) {
      const { pris, sante } = plusLongue(tous, rang, lexique);
      if (sante) {
        trouves.push(caracteres.slice(tous[rang].debut, tous[rang + pris - 1].fin).join(""));
      }
      rang += pris;
    }
    return trouves;
  }

  function plusLongue(tous, rang, lexique) {
    for (let pris = Math.min(lexique.longueur, tous.length - rang); pris > 0; pris -= 1) {
      const suite = tous.slice(rang, rang + pris);
      const entree = lexique.entrees.get(suite.map((mot) => mot.forme).join(""));
      if (entree && seCoupeComme(suite, entree)) {
        return { pris, sante: entree.sante };
      }
    }
    return { pris: 1, sante: false };
  }

  function seCoupeComme(suite, entree) {
    if (suite.length > 1 && suite.every((mot) => mot.forme.length === 1)) {
      return true;
    }
    let coupe = 0;
    return suite.slice(1).every((mot, rang) => {
      coupe += suite[rang].forme.length;
      return entree.coupes.has(coupe) || mot.trait;
    });
  }

  /** Cut a text into words of plain letters and digits, without accents, case or plural. */
  function mots(texte) {
    const trouves = [];
    let lettres = "";
    let courant = {};
    let separateur = " ";
    const finir = (signe) => {
      if (lettres) {
        const elide = APOSTROPHES.includes(signe) && lettres.length === 1 && ELISIONS.includes(lettres);
        trouves.push({ ...courant, forme: elide ? `${lettres}e` : singulier(lettres) });
        lettres = "";
        separateur = "";
      }
      separateur += signe;
    };
    [...texte].forEach((caractere, place) => {
      for (const signe of LIGATURES[caractere] ?? caractere.normalize("NFKD")) {
        if (/^[0-9A-Za-z]$/.test(signe)) {
          if (!lettres) {
            courant = { debut: place, trait: separateur.length === 1 && TRAITS.includes(separateur) };
          }
          lettres += signe.toLowerCase();
          courant.fin = place + 1;
        } else if (!/^[\p{Mn}\p{Cf}]$/u.test(signe)) {
          finir(signe);
        }
      }
    });
    finir(" ");
    return trouves;
  }

  function singulier(mot) {
    if (mot.length < 4) {
      return mot;
    }
    return mot.endsWith("aux") ? `${mot.slice(0, -3)}al` : mot.replace(/[sx]$/, "");
  }

  /* ---- on the page ---------------------------------------------------------------------------------- */

  function avertissement(texte, lexique) {
    if (contientNir(texte)) {
      return MESSAGE_NIR;
    }
    const uniques = [...new Set(motsDeSante(texte, lexique).map((mot) => mot.split(/\s+/).join(" ").toLowerCase()))];
    if (!uniques.length) {
      return "";
    }
    const cites = uniques.slice(0, CITES).map((mot) => `« ${mot} »`).join(", ");
    const debut = uniques.length === 1 ? "Ce mot fait penser" : "Ces mots font penser";
    return `${debut} à la santé de la personne : ${cites}. Écrivez-le autrement ; sinon, une confirmation vous sera demandée à l’envoi.`;
  }

  /** Watch a field: the warning stands just after it, and is read aloud when it changes. */
  function surveiller(champ, lexique) {
    const zone = document.createElement("p");
    zone.className = "garde-avertissement";
    zone.setAttribute("role", "status");
    champ.after(zone);
    let minuterie = 0;
    const dire = () => {
      const phrase = avertissement(champ.value, lexique);
      if (zone.textContent !== phrase) {
        zone.textContent = phrase;
      }
    };
    champ.addEventListener("input", () => {
      window.clearTimeout(minuterie);
      minuterie = window.setTimeout(dire, PAUSE_MS);
    });
    if (champ.value) {
      dire();
    }
  }

  async function demarrer() {
    const champs = document.querySelectorAll("[data-garde]");
    if (!champs.length || !MOTS_URL) {
      return;
    }
    const reponse = await fetch(MOTS_URL, { credentials: "same-origin" });
    if (reponse.ok) {
      const lexique = lireLexique(await reponse.json());
      champs.forEach((champ) => surveiller(champ, lexique));
    }
  }

  /* What a test compares with the server's answers. */
  globalThis.gardeDesTextes = Object.freeze({ contientNir, lireLexique, motsDeSante });
  demarrer().catch(() => {
    /* Without the list, the server still guards. */
  });
})();
