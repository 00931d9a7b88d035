// What the shop itself brings to each page. None of it is needed to be scored: for that, the one
// script tag in the head is enough.

import * as calculator from "./js/calculator.js";
import * as consent from "./js/consent.js";
import * as forms from "./js/forms.js";
import * as thermometer from "./js/thermometer.js";

consent.start();
forms.start();
calculator.start();
thermometer.start();
