/* The colours a person chose, set before anything is drawn. */
"use strict";

{
  const chosen = document.cookie.match(/(?:^|; )theme=(light|dark)/);
  if (chosen) document.documentElement.dataset.theme = chosen[1];
}
