___TERMS_OF_SERVICE___

By creating or modifying this file you agree to Google Tag Manager's Community
Template Gallery Developer Terms of Service available at
https://developers.google.com/tag-manager/gallery-tos (or such other URL as
Google may provide), as modified from time to time.


___INFO___

{
  "type": "TAG",
  "id": "cvt_temp_public_id",
  "version": 1,
  "securityGroups": [],
  "displayName": "Kelvin lead scoring",
  "categories": [
    "LEAD_GENERATION",
    "PERSONALIZATION",
    "ANALYTICS"
  ],
  "brand": {
    "id": "brand_dummy",
    "displayName": "Kelvin"
  },
  "description": "Scores the visitor in their own browser by your model. Needs Kelvin's files and a model on your site; no account, no server.",
  "containerContexts": [
    "WEB"
  ]
}


___TEMPLATE_PARAMETERS___

[
  {
    "type": "TEXT",
    "name": "script",
    "displayName": "Address of kelvin.js",
    "simpleValueType": true,
    "help": "All files of Kelvin's dist lie beside it.",
    "valueHint": "https://www.example.com/kelvin/kelvin.js",
    "valueValidators": [
      {
        "type": "NON_EMPTY"
      },
      {
        "type": "REGEX",
        "args": [
          "^https://.+"
        ],
        "errorMessage": "Tag Manager loads scripts by https alone."
      }
    ]
  },
  {
    "type": "TEXT",
    "name": "model",
    "displayName": "Address of your model",
    "simpleValueType": true,
    "help": "A path of your site, or an address. A packed model loads less.",
    "valueHint": "/kelvin.model.json",
    "valueValidators": [
      {
        "type": "NON_EMPTY"
      }
    ]
  },
  {
    "type": "SELECT",
    "name": "consent",
    "displayName": "The visitor's consent",
    "macrosInSelect": false,
    "simpleValueType": true,
    "defaultValue": "ask",
    "help": "Nothing is stored or sent before a grant.",
    "selectItems": [
      {
        "value": "ask",
        "displayValue": "My banner calls kelvin.consent"
      },
      {
        "value": "google",
        "displayValue": "As Consent Mode says in Tag Manager (a type that nobody set counts as granted)"
      },
      {
        "value": "tcf",
        "displayValue": "As the TCF consent manager says"
      },
      {
        "value": "granted",
        "displayValue": "Granted: this tag fires only where it was"
      }
    ]
  },
  {
    "type": "CHECKBOX",
    "name": "hear",
    "checkboxText": "Score what the data layer is told (GA4's events)",
    "simpleValueType": true,
    "defaultValue": false
  },
  {
    "type": "CHECKBOX",
    "name": "tell",
    "checkboxText": "Tell the data layer of segments: segment_entered, segment_left",
    "simpleValueType": true,
    "defaultValue": true
  },
  {
    "type": "GROUP",
    "name": "more",
    "displayName": "More",
    "groupStyle": "ZIPPY_CLOSED",
    "subParams": [
      {
        "type": "TEXT",
        "name": "sensors",
        "displayName": "Sensors",
        "simpleValueType": true,
        "help": "Some of: page link form engaged scroll click search, or off. Empty: all.",
        "valueHint": "page form"
      },
      {
        "type": "CHECKBOX",
        "name": "test",
        "checkboxText": "Test mode: messages say test, faults are written to the console",
        "simpleValueType": true,
        "defaultValue": false
      }
    ]
  }
]


___SANDBOXED_JS_FOR_WEB_TEMPLATE___

// Starts Kelvin with what the tag's fields say. What each option does: web/docs/install.md.
const addConsentListener = require('addConsentListener');
const callInWindow = require('callInWindow');
const copyFromWindow = require('copyFromWindow');
const createQueue = require('createQueue');
const injectScript = require('injectScript');
const isConsentGranted = require('isConsentGranted');

const options = { model: data.model };
if (data.consent === 'tcf' || data.consent === 'google') options.consentFrom = data.consent;
if (data.consent === 'granted') options.consent = 'granted';
if (data.hear) options.hear = 'datalayer';
if (data.sensors) options.sensors = data.sensors;
if (data.test) options.mode = 'test';

// Kelvin asks Consent Mode on each page, and uses what an earlier page was granted only when it is granted again.
const kTypes = ['analytics_storage', 'personalization_storage', 'ad_user_data'];
const followConsent = () => {
  const push = createQueue('kelvinConsentMode');
  const tell = (verb) => {
    const values = {};
    kTypes.forEach((type) => { values[type] = isConsentGranted(type) ? 'granted' : 'denied'; });
    push(['consent', verb, values]);
  };
  // What is denied now may be so because the visitor was not asked yet: that is no refusal, and erases nothing.
  tell(isConsentGranted(kTypes[0]) ? 'update' : 'default');
  kTypes.forEach((type) => { addConsentListener(type, () => { tell('update'); }); });
};

const tellSegments = () => {
  const push = createQueue('dataLayer');
  const on = (news, event) => {
    callInWindow('kelvin.on', news, (crossing) => {
      if (!callInWindow('kelvin.consent').send) return;
      push({ event: event, segment: crossing.segment, label: crossing.label, scores: crossing.view.scores, grade: crossing.view.grade });
    });
  };
  on('enter', 'segment_entered');
  on('leave', 'segment_left');
};

const start = () => {
  if (data.tell) tellSegments();
  if (data.consent === 'google') followConsent();
  callInWindow('kelvin.init', options);
  data.gtmOnSuccess();
};

// A script tag of the page's own may have brought it.
if (copyFromWindow('kelvin.version')) start();
else injectScript(data.script, start, data.gtmOnFailure, 'kelvin');


___WEB_PERMISSIONS___

[
  {
    "instance": {
      "key": {
        "publicId": "access_globals",
        "versionId": "1"
      },
      "param": [
        {
          "key": "keys",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "key"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  },
                  {
                    "type": 1,
                    "string": "execute"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "kelvin.version"
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": false
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "key"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  },
                  {
                    "type": 1,
                    "string": "execute"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "kelvin.init"
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": true
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "key"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  },
                  {
                    "type": 1,
                    "string": "execute"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "kelvin.on"
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": true
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "key"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  },
                  {
                    "type": 1,
                    "string": "execute"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "kelvin.consent"
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": true
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "key"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  },
                  {
                    "type": 1,
                    "string": "execute"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "dataLayer"
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": false
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "key"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  },
                  {
                    "type": 1,
                    "string": "execute"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "kelvinConsentMode"
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": false
                  }
                ]
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  },
  {
    "instance": {
      "key": {
        "publicId": "inject_script",
        "versionId": "1"
      },
      "param": [
        {
          "key": "urls",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 1,
                "string": "https://*/*"
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  },
  {
    "instance": {
      "key": {
        "publicId": "access_consent",
        "versionId": "1"
      },
      "param": [
        {
          "key": "consentTypes",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "consentType"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "analytics_storage"
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": false
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "consentType"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "personalization_storage"
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": false
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "consentType"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "ad_user_data"
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": false
                  }
                ]
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  }
]


___TESTS___

scenarios:
- name: The script is fetched, then Kelvin started with the model
  code: |-
    runCode(fields);
    assertThat(asked).isEqualTo('https://shop.example/kelvin.js');
    assertThat(calls).isEqualTo([]);
    load();
    assertThat(calls).isEqualTo([['kelvin.init', { model: '/kelvin.model.json' }]]);
    assertApi('gtmOnSuccess').wasCalled();
- name: A script that does not come is a failure
  code: |-
    mock('injectScript', (url, onSuccess, onFailure) => { onFailure(); });
    runCode(fields);
    assertApi('gtmOnFailure').wasCalled();
    assertApi('gtmOnSuccess').wasNotCalled();
- name: Where the page has Kelvin it is not fetched
  code: |-
    mock('copyFromWindow', '0.2.0');
    runCode(fields);
    assertApi('injectScript').wasNotCalled();
    assertThat(calls.length).isEqualTo(1);
- name: Every field reaches Kelvin
  code: |-
    fields.consent = 'granted';
    fields.hear = true;
    fields.sensors = 'page form';
    fields.test = true;
    runCode(fields);
    load();
    assertThat(calls).isEqualTo([['kelvin.init', { model: '/kelvin.model.json', consent: 'granted', hear: 'datalayer', sensors: 'page form', mode: 'test' }]]);
- name: A consent manager of TCF is heard by Kelvin itself
  code: |-
    fields.consent = 'tcf';
    runCode(fields);
    load();
    assertThat(calls).isEqualTo([['kelvin.init', { model: '/kelvin.model.json', consentFrom: 'tcf' }]]);
- name: Consent Mode, denied before anybody was asked, is no refusal
  code: |-
    fields.consent = 'google';
    runCode(fields);
    load();
    assertThat(calls).isEqualTo([['kelvin.init', { model: '/kelvin.model.json', consentFrom: 'google' }]]);
    assertThat(said).isEqualTo([['consent', 'default', denied]]);
- name: Consent Mode, granted and withdrawn
  code: |-
    fields.consent = 'google';
    granted = ['analytics_storage', 'ad_user_data'];
    runCode(fields);
    load();
    assertThat(said[0]).isEqualTo(['consent', 'update', { analytics_storage: 'granted', personalization_storage: 'denied', ad_user_data: 'granted' }]);
    granted = [];
    listeners[0]();
    assertThat(said[1]).isEqualTo(['consent', 'update', denied]);
    assertThat(listeners.length).isEqualTo(3);
    assertThat(calls.length).isEqualTo(1);
- name: Without Consent Mode nothing is said of it
  code: |-
    granted = ['analytics_storage'];
    runCode(fields);
    load();
    assertThat([said, listeners]).isEqualTo([[], []]);
- name: Segments are told to the data layer, with leave to send
  code: |-
    fields.tell = true;
    runCode(fields);
    load();
    assertThat(calls.map((call) => call.slice(0, 2))).isEqualTo([['kelvin.on', 'enter'], ['kelvin.on', 'leave'], ['kelvin.init', { model: '/kelvin.model.json' }]]);
    const news = { segment: 'hot', label: 'Hot', view: { scores: { interest: 70 }, grade: 'A1' } };
    calls[0][2](news);
    assertThat(pushed).isEqualTo([]);
    sends = true;
    calls[0][2](news);
    calls[1][2](news);
    assertThat(pushed).isEqualTo([
      { event: 'segment_entered', segment: 'hot', label: 'Hot', scores: { interest: 70 }, grade: 'A1' },
      { event: 'segment_left', segment: 'hot', label: 'Hot', scores: { interest: 70 }, grade: 'A1' }
    ]);
setup: |-
  const fields = { script: 'https://shop.example/kelvin.js', model: '/kelvin.model.json', consent: 'ask' };
  const calls = [];
  const pushed = [];
  const said = [];
  const denied = { analytics_storage: 'denied', personalization_storage: 'denied', ad_user_data: 'denied' };
  const listeners = [];
  let granted = [];
  let sends = false;
  let asked;
  let load;
  mock('injectScript', (url, onSuccess) => {
    asked = url;
    load = onSuccess;
  });
  mock('copyFromWindow', undefined);
  mock('createQueue', (name) => (entry) => { (name === 'dataLayer' ? pushed : said).push(entry); });
  mock('isConsentGranted', (type) => granted.indexOf(type) >= 0);
  mock('addConsentListener', (type, listener) => { listeners.push(listener); });
  mock('callInWindow', (path, first, second) => {
    if (path === 'kelvin.consent' && first === undefined) return { send: sends };
    const call = [path];
    if (first !== undefined) call.push(first);
    if (second !== undefined) call.push(second);
    calls.push(call);
  });


___NOTES___

web/docs/tag-managers.md says how to use it.
