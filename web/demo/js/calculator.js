// The price calculator: an event of the site's own, told to Kelvin by one line.

function quote(machines) {
  if (machines <= 20) return { plan: "bench", text: "Bench, €290 a month" };
  if (machines <= 100) return { plan: "hall", text: "Hall, €790 a month" };
  return { plan: "works", text: "Works, by agreement" };
}

export function start() {
  const form = document.querySelector("#calculator");
  if (!form) return;
  const range = form.elements.machines;
  const output = form.querySelector("output");
  range.addEventListener("input", () => {
    output.textContent = `${range.value} machines: ${quote(range.valueAsNumber).text}`;
  });
  range.addEventListener("change", () => {
    window.kelvin.track("Price Calculated", { machines: range.valueAsNumber, plan: quote(range.valueAsNumber).plan });
  });
  form.addEventListener("submit", (event) => event.preventDefault());
}
