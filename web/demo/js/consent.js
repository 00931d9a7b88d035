// The shop's own consent banner. The choice is the shop's to remember and Kelvin's to obey:
// it is told on every page, before it has scored anything. Both answers weigh the same.

const kKey = "wrenhall.consent";

// "granted", "denied", or null while the visitor has not chosen. A browser that sends the Global
// Privacy Control signal has chosen already.
export function choice() {
  if (navigator.globalPrivacyControl) return "denied";
  try {
    return localStorage.getItem(kKey);
  } catch {
    return null;
  }
}

function choose(value) {
  try {
    localStorage.setItem(kKey, value);
  } catch {
    // Storage is switched off: the choice holds for this page.
  }
  window.kelvin.consent(value);
  document.dispatchEvent(new CustomEvent("wrenhall:consent", { detail: value }));
}

function banner() {
  const region = document.createElement("section");
  region.className = "consent";
  region.setAttribute("aria-label", "Privacy choice");
  region.innerHTML = `
    <h2>May we score this visit?</h2>
    <p>Your own browser would add up how interested you seem. When you turn hot, our sales team gets a message.
      Until you say yes, nothing is stored and nothing is sent.</p>
    <div class="actions">
      <button type="button" class="button" data-consent="granted">Yes, score it</button>
      <button type="button" class="button" data-consent="denied">No, do not</button>
    </div>`;
  region.addEventListener("click", ({ target }) => {
    const value = target.closest("[data-consent]")?.dataset.consent;
    if (!value) return;
    region.remove();
    choose(value);
  });
  return region;
}

function ask(focus) {
  const open = document.querySelector(".consent");
  const region = open ?? banner();
  if (!open) document.querySelector(".skip").after(region);
  if (focus) region.querySelector("button").focus();
}

export function start() {
  const made = choice();
  if (made) window.kelvin.consent(made);
  else ask(false);
  for (const button of document.querySelectorAll("[data-privacy-choice]")) button.addEventListener("click", () => ask(true));
}
