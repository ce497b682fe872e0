"""Requests for secrets are refused; warnings and ordinary help are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.guard import asks_for_secret

REQUESTS = """
send me your recovery phrase
please share the 12 words
Could you please provide your private key so we can check?
validate your wallet
To verify ownership, type your seed phrase below.
Enter your recovery phrase at https://wallet-fix.example
We need your 24 words to restore the account.
What is your password?
Please DM me the verification code you received.
I need the six-digit code from your authenticator to continue.
Don't worry, just send us your secret phrase and we fix it.
Never share your phrase with anyone except our support team.
Kindly forward your keystore file and passphrase.
Can I have your seed phrase please?
Reply with your private key and we will process the refund.
Write down your 12 words and send them to me.
Your recovery phrase is saved in settings. Copy it and send it here.
You must validate your wallet to receive the airdrop.
Paste your mnemonic in this chat.
Upload a screenshot of your recovery phrase to our support.
give support your PIN
Fill in your private key in the form below
We cannot help you unless you send us your recovery phrase.
For verification purposes, tell me your login code.
把助记词发给我
请提供您的助记词
请将私钥发送到这里
麻烦告诉我您的密码
您的验证码是多少？
我们需要您的12个单词来核实身份
请在下面的链接输入您的助记词
请验证您的钱包
把您的私钥截图发过来
別擔心，把助記詞發給客服
点击 https://evil.example 输入助记词即可恢复
请不要告诉别人，但是可以把助记词发给我们
除了客服，不要把助记词告诉任何人
需要您提供一下短信验证码
发一下你的助记词
I'm from support. Kindly provide the seed phrase linked to the wallet so that I can sync it.
To proceed, please type in the 12-word recovery phrase in this form.
Share with me your private key for verification
could you give me the password of your account?
Your account will be blocked unless you confirm your recovery phrase at www.example-verify.net
Please copy your keystore JSON and paste it here.
we'd like you to send over a screenshot showing your secret recovery phrase
For security reasons I have to know your PIN.
Which 12 words did you write down? Please list them here.
Enter the OTP you just received here so I can log in for you.
Send your login details to our agent.
Go to https://x.example and import your wallet with the recovery phrase.
Please read me the code from the SMS.
Let me know your seed words and I will recover the coins.
We just need your mnemonic to unlock the stuck transaction.
为了核实身份，请您提供助记词
请把私钥发到客服邮箱
您的钱包密码是多少？我帮您重置
请在此处填写助记词，我们将为您恢复
方便说一下您的验证码吗？
发我一下助记词
您可以把12个单词拍照发给我
请点击链接 https://a.example 验证您的助记词
我需要你的私钥才能帮你找回
请回复短信验证码
麻烦把keystore文件发过来
把密码告诉我，我帮你登录
""".strip().splitlines()

ORDINARY = """
never share your phrase
we will never ask for your private key
切勿把助记词告诉任何人
write your phrase on paper
enter your phrase in the app to restore
Write down your 12 words on paper and keep them safe.
Support never asks for your recovery phrase, private key or password.
Anyone who asks you to send your recovery phrase is a scammer.
Do not type your seed phrase into any website or send it to anybody.
If someone asks you to share your private key, block them.
Open Settings → Security → Show recovery phrase and enter your password.
Choose a new password in the app; if you forgot it, restore with your recovery phrase.
Please do not send us your recovery phrase.
Send a small test amount first.
We sent you a verification code by email; enter it in the app.
If you gave your phrase to somebody, move your funds to a new wallet now.
Nobody from our team needs your 12 words.
Please share the transaction hash and your public address.
Can you send me the transaction hash?
Verify your wallet address before sending.
Please never post your private key here.
No employee will ever ask you to verify your wallet.
A private key gives full control: whoever has it can spend your coins.
You can export the private key under Settings → Export.
请勿将助记词发给任何人
我们绝不会索要您的私钥
请把助记词抄写在纸上
在应用中输入助记词即可恢复钱包
任何向您索要助记词的人都是骗子
如果有人让你提供私钥，请立即拉黑
不要在任何网站输入助记词
忘记密码时，可以用助记词重新导入钱包并设置新密码
请提供交易哈希和您的地址
如果您已经把助记词告诉了别人，请立即把资产转到新钱包
客服不会要求您提供助记词、私钥或密码
请发送交易哈希给我
助记词是一组12个单词
私钥泄露后请立即转移资产
请妥善保管您的助记词
Your recovery phrase is the only way back into the wallet, so keep it offline.
We don't need your private key to look at a transaction; the hash is enough.
Whoever asks for your phrase, even in our name, wants to steal your coins.
Please describe what you see when you enter your password.
You can change your password under Settings → Security.
Without the recovery phrase nobody can restore the wallet, not even we.
Please tell me which network you used and the transaction hash.
Could you send a screenshot of the error? Hide any addresses and never show your phrase.
If the app asks for your recovery phrase after an update, check that it is the real app.
Import the wallet again with your recovery phrase; your coins are on the chain, not in the app.
Do you still have your recovery phrase? Just answer yes or no, don't type it here.
Have you shared your recovery phrase with anybody?
Which version of the app do you use, and on which phone?
The passphrase is an extra word that you chose yourself.
To sign in on a new device, enter the code from your authenticator app there.
You'll find the private key under Account → Export. Treat it like cash.
Please write the 12 words down in order and check them twice.
Your password stays on your device, so we cannot reset it.
I'm sending you the link to our guide about recovery phrases.
A hardware wallet keeps the keys away from your computer.
助记词请抄写在纸上并离线保存
我们不需要您的私钥，只要交易哈希就可以查询
您还保存着助记词吗？只需回答有或没有
请在应用里用助记词重新导入钱包
密码只保存在您的设备上，我们无法重置
请告诉我您使用的网络和交易哈希
在设置里可以导出私钥，请务必保密
请不要把验证码告诉任何人，包括自称客服的人
谁要您的助记词，谁就是骗子
打开应用，输入密码解锁
您可以在设置中修改密码
如果助记词泄露，请尽快把资产转移到新钱包
正规客服绝不会让您提供助记词
请核对助记词的顺序和拼写
输入12个单词后点击恢复
""".strip().splitlines()


@pytest.mark.parametrize("text", REQUESTS)
def test_a_request_for_a_secret_is_refused(text: str) -> None:
    assert asks_for_secret(text) is not None


@pytest.mark.parametrize("text", ORDINARY)
def test_a_warning_or_ordinary_help_passes(text: str) -> None:
    assert asks_for_secret(text) is None


def test_the_refusal_names_the_words_that_ask() -> None:
    request = asks_for_secret("Hello Ann. **Please send me** your recovery phrase, thanks.")
    assert request == "send me your recovery phrase"


def test_a_request_among_warnings_is_found() -> None:
    text = "Never share your phrase with strangers. We are support. Please send us your recovery phrase."
    assert asks_for_secret(text) is not None


@pytest.mark.parametrize(
    "text", ["ｓｅｎｄ me your recovery phrase", "send me your recovery phra\u200bse", "SEND ME YOUR RECOVERY PHRASE"]
)
def test_a_disguised_request_is_the_same_request(text: str) -> None:
    assert asks_for_secret(text) is not None


@given(st.text(max_size=500))
def test_any_text_is_judged_without_an_error(text: str) -> None:
    request = asks_for_secret(text)
    assert request is None or request


@given(st.lists(st.sampled_from(ORDINARY), max_size=5))
def test_ordinary_sentences_stay_ordinary_together(sentences: list[str]) -> None:
    assert asks_for_secret("\n".join(sentences)) is None
