staff-error-sign-in = 请先登录。
staff-error-forbidden = 您在这里没有这项权限（{ $act }）；需要的话请找店长或管理员。
staff-error-token = 访问密钥无效、过期或已吊销。
