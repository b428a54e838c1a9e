/** Shows the question where this script stands, in a frame that needs no cookie. */
(() => {
    const address = "ADDRESS";
    const origin = new URL(address).origin;
    const script = document.currentScript;
    const place = () => {
        const frame = document.createElement("iframe");
        frame.src = address;
        frame.title = "TITLE";
        frame.referrerPolicy = "origin";
        frame.style.cssText =
            "display:block;width:100%;max-width:640px;height:480px;border:0";
        window.addEventListener("message", (event) => {
            if (
                event.source === frame.contentWindow &&
                event.origin === origin &&
                event.data &&
                Number.isFinite(event.data.cemHeight)
            ) {
                frame.style.height = `${Math.min(event.data.cemHeight, 3000)}px`;
            }
        });
        if (document.body.contains(script)) {
            script.after(frame);
        } else {
            document.body.append(frame);
        }
    };
    if (document.body) {
        place();
    } else {
        document.addEventListener("DOMContentLoaded", place);
    }
})();
