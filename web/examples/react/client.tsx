/** In the browser: takes the server's page up. */
import { StrictMode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { App } from './app';

hydrateRoot(document.getElementById('root')!, <StrictMode><App /></StrictMode>);
