// The one script tag: <script src="https://desk.example.org/widget.js" data-language="zh" data-color="#0f766e" async></script>
// data-title, data-language, data-color and data-open are optional. Everything lives in a shadow root of its own.
(() => {
  const script = document.currentScript;
  const origin = new URL(script.src, document.baseURI).origin;
  const { language, title, color, open } = script.dataset;
  const start = async () => {
    const { mount } = await import(`${origin}/chat/chat.js`);
    mount({ origin, language, title, color, open: open !== undefined });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start, { once: true });
  else start();
})();
