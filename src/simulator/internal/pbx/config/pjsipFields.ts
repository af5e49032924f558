/**
 * The fields of PJSIP's objects with their defaults, in the order in which Asterisk prints them.
 *
 * One line a field; a line that starts with a version is of that version alone (res_pjsip/pjsip_configuration.c and the
 * other modules of res_pjsip register them).
 *
 * @since 0.2.0
 */

/** One line a field, for each type of object. */
export const fieldTables = {
  endpoint: `
RpidImmediate=false
Webrtc=no
Ignore183WithoutSdp=false
22 SendAoc=false
DeviceStateBusyAt=0
T38UdptlMaxdatagram=0
22 CodecPrefsIncomingAnswer=prefer:pending, operation:intersect, keep:all, transcode:allow
22 SecurityNegotiation=no
DtlsRekey=0
22 RtpPortEnd=0
NamedPickupGroup=
DirectMediaMethod=invite
SendRpid=false
PickupGroup=
SdpSession=Asterisk
DtlsVerify=No
MessageContext=
22 Tenantid=
Mailboxes=
RecordOnFeature=automixmon
DtlsPrivateKey=
DtlsFingerprint=SHA-256
22 OverlapContext=
22 OutgoingCallOfferPref=remote_merge
22 RtpPortStart=0
FromDomain=
TimersSessExpires=1800
NamedCallGroup=
DtlsCipher=
MediaEncryptionOptimistic=false
SuppressQ850ReasonHeaders=false
Aors=
IdentifyBy=username,ip
CalleridPrivacy=allowed_not_screened
MwiSubscribeReplacesUnsolicited=no
CosAudio=0
FollowEarlyMediaFork=true
Context=default
RtpSymmetric=false
Transport=
MohSuggest=default
T38Udptl=false
FaxDetect=false
T38BindUdptlToMediaAddress=false
TosVideo=0
SrtpTag32=false
ReferBlindProgress=true
MaxAudioStreams=1
Bundle=false
UseAvpf=false
CallGroup=
SendConnectedLine=yes
FaxDetectTimeout=0
SdpOwner=-
ForceRport=true
CalleridTag=
RtpTimeoutHold=0
22 SuppressMohOnSendonly=false
UsePtime=false
MediaAddress=
VoicemailExtension=
RtpTimeout=0
16 StirShaken=off
22 StirShaken=no
SetVar=
ContactAcl=
PreferredCodecOnly=false
GeolocOutgoingCallProfile=
ForceAvp=false
RecordOffFeature=automixmon
FromUser=
SendDiversion=true
SendHistoryInfo=false
T38UdptlIpv6=false
ToneZone=
Language=
AllowSubscribe=true
RtpIpv6=false
Callerid=<unknown>
MohPassthrough=false
CosVideo=0
DtlsAutoGenerateCert=No
AsymmetricRtpCodec=false
GeolocIncomingCallProfile=
IceSupport=false
AggregateMwi=true
OneTouchRecording=false
MwiFromUser=
22 RedirectMethod=user
Accountcode=
22 CodecPrefsOutgoingAnswer=prefer:pending, operation:intersect, keep:all, transcode:allow
Allow=(nothing)
RewriteContact=false
UserEqPhone=false
RtpEngine=asterisk
22 FollowRedirectMethods=
SubscribeContext=
NotifyEarlyInuseRinging=false
IncomingMwiMailbox=
22 IncomingCallOfferPref=local
AllowUnauthenticatedOptions=false
Auth=
DirectMediaGlareMitigation=none
TrustIdInbound=false
StirShakenProfile=
BindRtpToMediaAddress=false
DisableDirectMediaOnNat=false
MediaEncryption=no
MediaUseReceivedTransport=false
AllowOverlap=true
DtmfMode=rfc4733
OutboundAuth=
TosAudio=0
DtlsCertFile=
DtlsCaPath=
DtlsSetup=active
ConnectedLineMethod=invite
G726NonStandard=false
100rel=yes
Timers=yes
DirectMedia=true
Acl=
TimersMinSe=90
TrustIdOutbound=false
SubMinExpiry=0
RtcpMux=false
MaxVideoStreams=1
AcceptMultipleSdpAnswers=false
22 CodecPrefsIncomingOffer=prefer:pending, operation:intersect, keep:all, transcode:allow
22 CodecPrefsOutgoingOffer=prefer:pending, operation:union, keep:all, transcode:allow
TrustConnectedLine=yes
SendPai=false
RtpKeepalive=0
T38UdptlEc=none
T38UdptlNat=false
AllowTransfer=true
DtlsCaFile=
OutboundProxy=
InbandProgress=false
`,
  aor: `
MinimumExpiration=60
DefaultExpiration=3600
QualifyTimeout=3.000000
22 Qualify2xxOnly=false
Mailboxes=
SupportPath=false
RemoveUnavailable=false
VoicemailExtension=
MaxContacts=0
AuthenticateQualify=false
Contacts=
MaximumExpiration=7200
QualifyFrequency=0
RemoveExisting=false
OutboundProxy=
`,
  auth: `
22 OauthSecret=
22 PasswordDigest=
22 SupportedAlgorithmsUas=MD5
22 RefreshToken=
Username=
Md5Cred=
Realm=
AuthType=userpass
Password=
22 SupportedAlgorithmsUac=MD5
NonceLifetime=32
22 OauthClientid=
`,
  transport: `
WebsocketWriteTimeout=100
Cos=0
22 TcpKeepaliveEnable=false
Protocol=udp
SymmetricTransport=false
Domain=
VerifyServer=No
LocalNet=
Bind=
AllowWildcardCerts=No
22 TcpKeepaliveIntervalTime=1
AsyncOperations=1
ExternalMediaAddress=
Method=unspecified
ExternalSignalingAddress=
RequireClientCert=No
22 TcpKeepaliveIdleTime=30
Tos=0
CaListPath=
Cipher=
CertFile=
ExternalSignalingPort=0
Password=
AllowReload=false
VerifyClient=No
22 TcpKeepaliveProbeCount=5
PrivKeyFile=
CaListFile=
`,
  registration: `
MaxRetries=10
ClientUri=
22 SecurityNegotiation=no
AuthRejectionPermanent=true
ServerUri=
MaxRandomInitialDelay=10
SupportPath=false
RetryInterval=60
22 ContactHeaderParams=
Expiration=3600
Transport=
Line=false
ContactUser=
Endpoint=
22 UserAgent=
ForbiddenRetryInterval=0
OutboundAuth=
OutboundProxy=
FatalRetryInterval=0
22 SupportOutbound=no
`,
  identify: `
Match=
22 MatchRequestUri=
SrvLookups=true
Endpoint=
MatchHeader=
`,
  resource_list: `
Event=presence
ResourceDisplayName=false
NotificationBatchInterval=0
ListItem=
FullState=false
`
} as const
