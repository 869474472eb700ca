// Starts `backendctl lsp` for YAML and JSON files. All that the extension shows comes from the server.
'use strict';

const { commands, window, workspace } = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;

// settings returns the user's settings of the extension.
function settings() {
  return workspace.getConfiguration('backendctl');
}

// newClient returns a client that runs the program of the settings.
function newClient() {
  const server = { command: settings().get('path') || 'backendctl', args: ['lsp'] };
  const languages = ['yaml', 'json', 'jsonc', 'helm', 'dockercompose'];
  return new LanguageClient('backendctl', 'backendctl', server, {
    documentSelector: ['file', 'untitled'].flatMap((scheme) => languages.map((language) => ({ scheme, language }))),
    initializationOptions: { target: settings().get('target') },
    synchronize: { configurationSection: 'backendctl' },
  });
}

async function start() {
  client = newClient();
  try {
    await client.start();
  } catch (error) {
    const install = 'https://github.com/backendctl/backendctl#install';
    window.showErrorMessage(`Cannot run ${settings().get('path')}: ${error.message}. Install backendctl (${install}) or set backendctl.path.`);
  }
}

async function stop() {
  if (client && client.isRunning()) {
    await client.stop();
  }
}

exports.activate = async (context) => {
  context.subscriptions.push(
    commands.registerCommand('backendctl.restart', async () => {
      await stop();
      await start();
    }),
  );
  await start();
};

exports.deactivate = stop;
